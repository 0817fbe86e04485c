"""Jobs: what runs without anybody waiting. Each may run twice."""

import procrastinate
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from inventory import documents, duplicates
from inventory.indicator import method, years_until
from inventory.indicator.exports import write_files
from inventory.indicator.method import DEFAULT

EXPORT_DIR = settings.VAR_DIR / "export"


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock="export_figures")
def export_figures(timestamp: int) -> None:
    """Write the files for publication anew every night."""
    years = years_until(timezone.localdate(), method(DEFAULT["q"]))
    write_files(EXPORT_DIR, years)


@app.periodic(cron="15 2 * * *")
@app.task(lock="find_duplicates")
def find_duplicates(timestamp: int = 0, county: str | None = None) -> None:
    """Find possible duplicates every night, and in a county that has got new markings."""
    duplicates.find(county)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="weed_documents")
def weed_documents(timestamp: int) -> None:
    """Delete every night the copies of documents whose day has come."""
    documents.weed(timezone.localdate())


@app.periodic(cron="45 3 * * *")
@app.task(queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Delete the sessions that have ended."""
    call_command("clearsessions")


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: procrastinate.JobContext, timestamp: int) -> None:
    """Start the jobs again whose worker died: nothing else would."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
