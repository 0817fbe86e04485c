"""Jobs, run by the worker that docker-compose starts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from inventory import tasks


@pytest.mark.django_db(transaction=True)
def test_the_worker_writes_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tasks, "EXPORT_DIR", tmp_path)
    job: Any = tasks.export_figures
    for _ in range(2):  # a job may run twice
        job.defer(timestamp=0)
        with pytest.raises(AlreadyEnqueued):
            job.defer(timestamp=0)
        call_command("procrastinate", "worker", "--one-shot", "--no-listen-notify")
    assert (tmp_path / "skyddad-bebyggelse.xlsx").exists()
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}


@pytest.mark.django_db(transaction=True)
def test_the_nightly_jobs_are_scheduled() -> None:
    scheduled = {key[0] for key in app.periodic_registry.periodic_tasks}
    assert scheduled == {
        "inventory.tasks.export_figures",
        "inventory.tasks.clear_sessions",
        "inventory.tasks.find_duplicates",
        "inventory.tasks.retry_stalled_jobs",
        "inventory.tasks.weed_documents",
        "raknaq.deliveries.jobs.fetch_ngp",
        "raknaq.deliveries.jobs.release_deliveries",
        "raknaq.deliveries.jobs.weed_deliveries",
    }
