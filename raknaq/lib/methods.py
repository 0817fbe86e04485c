"""Which methods an address answers, named by what it is for; the rest have names in Django."""

from django.views.decorators.http import require_http_methods

# What is saved is sent to an address that can be opened too: one comes back to it by a reload, or
# after having logged in anew.
SAVES = require_http_methods(["GET", "HEAD", "POST"])
