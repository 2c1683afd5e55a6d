"""Every sentence about photos, on the page and on the command line."""

from checker.model.extras import how_to_add

THE_FILE = "The file"
NO_PHOTO = "{name} is no photo that can be read. Give a JPEG, PNG, WebP or HEIC file."
TOO_MANY_BYTES = "{name} has more than {most} MB. Take a photo of the ingredient list alone."
TOO_MANY_PIXELS = "{name} is larger than {most} megapixels. Take a photo of the ingredient list alone."
TOO_SMALL = "{name} is only {width} x {height} pixels. Take the photo closer, so that you can read the print in it."
MOVES = "{name} is a moving picture. Give a still photo."
DAMAGED = "{name} is cut off or broken. Take the photo once more, or copy the file again."
NO_PRINT = "No print was found in the photo. Take it closer, in even light, with the ingredient list in the middle."
NOT_INSTALLED = how_to_add("photo")

#: Why a place in the picture is marked, by `Why`.
WHY = {
    "unsure": "hard to read",
    "glare": "glare covers the print: a name may be missing here",
    "not_read": "something is printed here that was not read",
    "name": "a name was not read for sure",
    "open_end": "the text ends with a comma: more may stand below",
    "apart": "this photo has no line in common with the one before: something may be missing between them",
}
COMPARE = "Compare with the pack (a photo can lose a line without a trace):"
COMPARE_ALL = "Nothing looks wrong, but compare the text with the pack: a photo can lose a line without a trace."
LINE_READ = "“{text}”: {why}"
NEAR_LINE = "near “{text}”: {why}"
BARCODE = "Barcode: {digits}"

# --- the page ---
TAKE = "Take or choose a photo of the pack"
CHOOSE = "Photos of the ingredient list"
CHOOSE_HELP = (
    "JPEG, PNG, WebP or HEIC. Even light, no flash, close enough to read. For a round bottle take two or three, each with a part "
    "of the one before."
)
HOW = "How"
UPLOAD, CAMERA = "Choose a photo", "Use the camera"
CAMERA_LABEL = "The ingredient list, close and sharp"
READING = "Reading the photo …"
WAITING = "Another photo is being read just now. Yours is next …"
PRIVATE = (
    "The photo stays in this machine’s memory while you use it. It is not stored, and place and time in it are dropped."
)
READ_TEXT = "What we read"
LOOK_HERE = "Compare these places with the pack:"
MORE_PLACES = "… and {count} more, marked in the photo."
LOOK_NOWHERE = (
    "No place stands out. Compare the text with the pack all the same: a photo can lose a line without a trace."
)
CONFIRM = "I compared it: this is what the pack says"
CONFIRM_NOW = "This is what the pack says"
CONFIRM_ASK = "Does the text say all that the pack says? Compare them, then confirm."
REMOVE = "Remove the photo"
PICTURE = "Photo {number} as it was read: lines underlined, places to compare framed and numbered"
PICTURE_CAPTION = "Underlined: read. Framed, with a number: compare with the pack."
