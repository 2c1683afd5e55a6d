"""Tables in, tables out: whole catalogues, streamed, with no row lost and a run that can be killed and resumed."""
