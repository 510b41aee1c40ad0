"""Where reviews stand in the office and in the portal."""

from django.urls import path

from heartwood.areas.reviews import office, portal

office_urls = [
    path("reviews/", office.reviews, name="reviews"),
    path("reviews/page/", office.switch, name="reviews-page"),
    path("reviews/<uuid:review_pk>/", office.review, name="review"),
    path("reviews/<uuid:review_pk>/reply/", office.answer, name="review-answer"),
    path("reviews/<uuid:review_pk>/publish/", office.publish, name="review-publish"),
    path("reviews/<uuid:review_pk>/take-down/", office.take_down, name="review-take-down"),
    path("sessions/<uuid:appointment_pk>/reviews/", office.of_session, name="session-reviews"),
]
portal_urls = [
    path("bookings/<uuid:appointment_pk>/review/", portal.leave, name="review-leave"),
    path("reviews/<uuid:review_pk>/", portal.review, name="review"),
    path("reviews/<uuid:review_pk>/change/", portal.change, name="review-change"),
    path("reviews/<uuid:review_pk>/take-back/", portal.withdraw_consent, name="review-take-back"),
    path("reviews/<uuid:review_pk>/remove/", portal.remove, name="review-remove"),
    path("practitioners/", portal.practitioners, name="practitioners"),
    path("practitioners/<uuid:practitioner_pk>/", portal.practitioner, name="practitioner"),
]
