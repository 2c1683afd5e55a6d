"""Every sentence about photos, on the page and on the command line."""

THE_FILE = "The file"
NO_PHOTO = "{name} is no photo that can be read. Give a JPEG, PNG, WebP or HEIC file."
TOO_MANY_BYTES = "{name} has more than {most} MB. Take a photo of the ingredient list alone."
TOO_MANY_PIXELS = "{name} is larger than {most} megapixels. Take a photo of the ingredient list alone."
TOO_SMALL = "{name} is only {width} x {height} pixels. Take the photo closer, so that you can read the print in it."
MOVES = "{name} is a moving picture. Give a still photo."
DAMAGED = "{name} is cut off or damaged. Take the photo once more, or copy the file again."
