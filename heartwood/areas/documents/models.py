"""Documents of a client record: what a practice keeps there, and what a client brings."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.documents.letters import DocumentArrived, DocumentShared
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.files.limits import Refused, insist_on_room
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

    def newest(self) -> Self:
        """Without those that a newer version has replaced."""
        return self.filter(replaced_at=None)

    def versions_of(self, document: "Document") -> Self:
        """The newest first."""
        return self.filter(series=document.series).order_by("-added_at", "-pk")

    def from_clients(self) -> Self:
        return self.filter(from_client=True)

    def shared(self) -> Self:
        return self.exclude(shared_at=None)

    def kept_here(self) -> Self:
        """Of the practice's own, those that the client does not see."""
        return self.filter(from_client=False, shared_at=None)


class Document(SealedFile, Private):
    """A file in a client record. The practice may share its own with the client; a client's own stays the client's."""

    shows_pages: ClassVar[bool] = True

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="documents")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_client = models.BooleanField(default=False)
    folder = models.ForeignKey(Folder, models.PROTECT, null=True, blank=True, related_name="documents")
    shared_at = models.DateTimeField(null=True, blank=True)
    series = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)  # its versions have the same
    replaced_at = models.DateTimeField(null=True, editable=False)  # by a newer version

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

    @property
    def is_older(self) -> bool:
        return self.replaced_at is not None

    def renew(self, viewer: Viewer, upload: UploadedFile) -> "Document":
        """A newer version in its place: this one stays readable for the practice. Where it was shared, the newer one
        now is, and the client is told. Raises Refused."""
        newer = Document(
            client=self.client,
            organization_id=self.organization_id,
            uploaded_by=viewer.user,
            folder_id=self.folder_id,
            series=self.series,
        )
        with taken_in([newer], [upload]), act(viewer, "documents.renew", self):
            insist_on_room(
                self.client.organization, Document.objects.visible_to(viewer).filter(client=self.client), [newer]
            )
            current = Document._base_manager.select_for_update().get(pk=self.pk)
            if current.is_older:
                raise Refused(_("Meanwhile there is a newer version. Look at that one first."))
            newer.shared_at = now() if current.is_shared else None
            newer.save(force_insert=True)
            newer.prepare_soon()
            self.replaced_at, self.shared_at = now(), None
            self.save(update_fields=["replaced_at", "shared_at"])
            withdraw(about=self)
            newer.tell_profiles(viewer)
        return newer

    def take_up(self, viewer: Viewer) -> "Document":
        """An older version is the newest again, as a version of its own. Raises Refused, and what the vault raises."""
        newest = (
            Document.objects.allowed(viewer, "renew").select_related("client__organization").get(series=self.series)
        )
        with self.opened() as content:
            return newest.renew(viewer, SimpleUploadedFile(self.name, content.read()))

    def share(self, viewer: Viewer) -> None:
        """From now on the client sees it in the portal, and is told that something waits."""
        if not self.may_be_shared:
            return
        with act(viewer, "documents.share", self):
            self.shared_at = now()
            self.save(update_fields=["shared_at"])
            self.tell_profiles(viewer)

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
        """For good: the file too, and its older versions."""
        with act(viewer, "documents.remove", self):
            for version in Document.objects.visible_to(viewer).versions_of(self):
                withdraw(about=version)
                version.throw_away_parts()
                version.delete()

    def tell_profiles(self, viewer: Viewer) -> None:
        if self.is_shared:
            for profile in self._profiles(viewer):
                tell(Viewer.through_portal(profile), about=self, letter=DocumentShared)

    def tell_practitioners(self, viewer: Viewer) -> None:
        if self.from_client:
            for grant in self.client.grants.visible_to(viewer).select_related("member__user", "member__organization"):
                if grant.member.is_current:
                    tell(Viewer.in_office(grant.member), about=self, letter=DocumentArrived)

    def _profiles(self, viewer: Viewer) -> Iterable[PortalAccess]:
        held = self.client.portal_accesses.visible_to(viewer).filter(revoked_at=None)
        return held.select_related("user")
