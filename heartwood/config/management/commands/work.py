import logging

from django_tasks_db.management.commands import db_worker


class Command(db_worker.Command):
    help = "Do the jobs that pages have left for later, until stopped."

    def configure_logging(self, verbosity: int) -> None:
        """Jobs that failed are logged as the settings say; that a worker starts or stops is no news."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
