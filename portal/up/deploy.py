"""Deploy: makes the work pool and the deployments; run as `python -m portal.up.deploy`.

A process of its own: it loads Prefect, which the launcher need not. `prefect deploy --all` does the
same from prefect.yaml for pools whose workers are on other machines.
"""

import asyncio
import contextlib

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    WorkPoolCreate,
)
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists
from prefect.utilities.callables import parameter_schema

from flows.handover import handover
from flows.tending import tend
from portal.up.environments import POOL

TEND_CRON = "*/5 * * * *"


async def deploy() -> None:
    """Bring pool and deployments up to this version; may be run as often as one likes."""
    async with get_client() as client:
        with contextlib.suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        await _deploy_handover(client)
        await _deploy_tend(client)


async def _deploy_handover(client: PrefectClient) -> None:
    await client.create_deployment(
        flow_id=await client.create_flow(handover),
        name="handover",
        description=handover.description,
        entrypoint="flows.handover.handover",
        work_pool_name=POOL,
        tags=["handover"],
        parameter_openapi_schema=parameter_schema(handover).model_dump_for_openapi(),
    )


async def _deploy_tend(client: PrefectClient) -> None:
    schedule = DeploymentScheduleCreate(
        schedule=CronSchedule(cron=TEND_CRON), active=True, slug="tend"
    )
    await client.create_deployment(
        flow_id=await client.create_flow(tend),
        name="tend",
        description=tend.description,
        entrypoint="flows.tending.tend",
        work_pool_name=POOL,
        schedules=[schedule],
        concurrency_limit=1,
        concurrency_options=ConcurrencyOptions(
            collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        tags=["tend"],
        parameter_openapi_schema=parameter_schema(tend).model_dump_for_openapi(),
    )


if __name__ == "__main__":
    asyncio.run(deploy())
