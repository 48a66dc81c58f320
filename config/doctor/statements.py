"""Statements that the doctor and ``make chaos`` share."""

# a periodic task that failed while the database was away, and whose next run did not, is no matter
GAVE_UP = """
SELECT coalesce(job.args->>'handler', job.task_name) FROM procrastinate_jobs job
LEFT JOIN procrastinate_periodic_defers mine ON mine.job_id = job.id
WHERE job.status = 'failed' AND NOT EXISTS (
    SELECT FROM procrastinate_periodic_defers later
    LEFT JOIN procrastinate_jobs run ON run.id = later.job_id
    WHERE later.task_name = mine.task_name AND later.defer_timestamp > mine.defer_timestamp AND run.id IS NULL
)
"""
