"""Three pages that belong to no room: what this site is, how it can be read, what it remembers."""

from django.urls import path
from django.views.generic import TemplateView

_PAGES = {"": "about/site.html", "accessibility/": "about/accessibility.html", "privacy/": "about/privacy.html"}

urlpatterns = [path(f"about/{way}", TemplateView.as_view(template_name=name)) for way, name in _PAGES.items()]
