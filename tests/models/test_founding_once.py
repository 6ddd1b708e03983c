"""What tests begin with: a village that was brought back is as the one that was founded."""

from founding_once import Founding, as_script, connection, tables

from models.database import Database


async def test_a_village_that_is_brought_back_has_the_rows_and_counters_of_one_that_was_founded(
    database: Database,
) -> None:
    founding = Founding()
    await founding.village(database)
    founded = await as_script(database)
    for table in reversed(tables()):
        await connection().execute_script(f'DELETE FROM "{table}"')  # noqa: S608
    assert len(await as_script(database)) < len(founded) / 2
    again = await founding.village(database)
    assert await as_script(database) == founded
    assert again.community.key == "village"
