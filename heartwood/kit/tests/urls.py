"""Where the tests of the kit find the shelf: with nothing else of the house around it."""

from django.urls import path

from heartwood.kit.shelf import shelf

urlpatterns = [path("kit/", shelf)]
