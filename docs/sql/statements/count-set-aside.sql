-- count-set-aside

select job, count(*)::integer as items from job_set_aside group by job
