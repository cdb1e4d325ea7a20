"""What every answer tells the browser, whoever makes it: Django, the static files, or the door."""

# All that a page could ask a browser for, as far as Chromium knows its names: it complains of any other. Ours want
# only what is behind the clipboard and the whole screen.
_NEVER = """accelerometer autoplay camera display-capture encrypted-media gamepad geolocation gyroscope hid
identity-credentials-get idle-detection local-fonts magnetometer microphone midi otp-credentials payment
picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial storage-access
sync-xhr unload usb window-management xr-spatial-tracking"""
_OURS = "clipboard-read clipboard-write fullscreen"

PERMISSIONS_POLICY = ", ".join([f"{name}=()" for name in _NEVER.split()] + [f"{name}=(self)" for name in _OURS.split()])

COMMON = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing would be stricter, but then a form's post says that it comes from "null", and is refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# Of an answer that is no page: its own rights, for whoever opens its address.
NO_RIGHTS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
