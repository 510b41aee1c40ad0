"""Documents of a client record: what a practice keeps there, and what a client brings."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.documents.letters import DocumentArrived, DocumentShared
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.files.limits import insist_on_room
from heartwood.ground.files.models import SealedFile, taken_in
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.errors import Shredded, Unreadable
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class FolderQuerySet(SealedQuerySet["Folder"], GuardedQuerySet["Folder"]):  # type: ignore[override]
    def make(self, viewer: Viewer, client: Client, name: str) -> "Folder":
        folder: Folder = self.model(client=client, name=name)
        with act(viewer, "documents.make_folder", folder):
            folder.save(force_insert=True)
        return folder

    def by_name(self, viewer: Viewer, client: Client) -> list["Folder"]:
        """Names are sealed: they are sorted here, not in the database."""
        return sorted(self.visible_to(viewer).filter(client=client), key=lambda folder: folder.shown_name.casefold())


class Folder(Private):
    """A place for documents in a client record, with a name of the practice's own. The client never learns of it."""

    MOST: ClassVar[int] = 50  # in a record

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="+")
    name = SealedTextField(holder="client", max_length=80)

    objects: ClassVar[Any] = FolderQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shown_name(self) -> str:
        try:
            return str(self.name)
        except (Shredded, Unreadable):
            return _("A folder whose name nobody can read any more")

    def rename(self, viewer: Viewer, name: str) -> None:
        with act(viewer, "documents.rename_folder", self):
            self.name = name
            self.save(update_fields=["name"])

    def remove(self, viewer: Viewer) -> None:
        """What lies in it stays in the record, outside of folders."""
        with act(viewer, "documents.remove_folder", self):
            self.documents.visible_to(viewer).update(folder=None)
            self.delete()


class DocumentQuerySet(SealedQuerySet["Document"], GuardedQuerySet["Document"]):  # type: ignore[override]
    def upload(
        self, viewer: Viewer, client: Client, uploads: Iterable[UploadedFile], folder: Folder | None = None
    ) -> list["Document"]:
        """Lay these into the record, all or none. What a client brings is told to their practitioners.

        Raises Refused.
        """
        uploads = list(uploads)
        documents = [
            self.model(
                client=client,
                organization_id=client.organization_id,
                uploaded_by=viewer.user,
                from_client=viewer.profile is not None,
                folder=folder,
            )
            for _upload in uploads
        ]
        with taken_in(documents, uploads), transaction.atomic():
            of_the_record = self.as_system("whether a record is full").filter(client=client)
            insist_on_room(client.organization, of_the_record, documents)
            for document in documents:
                with act(viewer, "documents.upload", document):
                    document.save(force_insert=True)
                    document.prepare_soon()
                    document.tell_practitioners(viewer)
        return documents

    def from_clients(self) -> Self:
        return self.filter(from_client=True)

    def shared(self) -> Self:
        return self.exclude(shared_at=None)

    def kept_here(self) -> Self:
        """Of the practice's own, those that the client does not see."""
        return self.filter(from_client=False, shared_at=None)


class Document(SealedFile, Private):
    """A file in a client record. The practice may share its own with the client; a client's own stays the client's."""

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="documents")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_client = models.BooleanField(default=False)
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, blank=True, related_name="documents")
    shared_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["client", "-added_at", "id"], name="document_by_client")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def may_be_shared(self) -> bool:
        return self.is_ready and not self.from_client and not self.is_shared

    def share(self, viewer: Viewer) -> None:
        """From now on the client sees it in the portal, and is told that something waits."""
        if not self.may_be_shared:
            return
        with act(viewer, "documents.share", self):
            self.shared_at = now()
            self.save(update_fields=["shared_at"])
            for profile in self._profiles(viewer):
                tell(Viewer.through_portal(profile), about=self, letter=DocumentShared)

    def stop_sharing(self, viewer: Viewer) -> None:
        """From their next click on, the client does not see it any more."""
        if not self.is_shared:
            return
        with act(viewer, "documents.stop_sharing", self):
            self.shared_at = None
            self.save(update_fields=["shared_at"])
            withdraw(about=self)

    def move(self, viewer: Viewer, folder: Folder | None) -> None:
        """Into this folder, or out of all."""
        with act(viewer, "documents.move", self):
            self.folder = folder
            self.save(update_fields=["folder"])

    def remove(self, viewer: Viewer) -> None:
        """For good: the file too."""
        with act(viewer, "documents.remove", self):
            withdraw(about=self)
            self.throw_away_parts()
            self.delete()

    def tell_practitioners(self, viewer: Viewer) -> None:
        if self.from_client:
            for grant in self.client.grants.visible_to(viewer).select_related("member__user", "member__organization"):
                if grant.member.is_current:
                    tell(Viewer.in_office(grant.member), about=self, letter=DocumentArrived)

    def _profiles(self, viewer: Viewer) -> Iterable[PortalAccess]:
        held = self.client.portal_accesses.visible_to(viewer).filter(revoked_at=None)
        return held.select_related("user")
