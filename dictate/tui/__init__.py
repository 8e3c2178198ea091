"""The screens: one a file. They call `dictate.application` and `dictate.session` and draw; no work is done here."""
