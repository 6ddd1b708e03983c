"""The guard lets migrations add, and nothing else."""

import pytest

from models.additive import NOT_SQL, NotAdditiveError, check_additive


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE TABLE "pet" ("id" INTEGER NOT NULL) /* dogs; DROP TABLE "home" */',
        'CREATE INDEX "i" ON "pet" ("name")',
        'CREATE UNIQUE INDEX "i" ON "pet" ("name");\nCREATE INDEX "j" ON "pet" ("age");',
        'ALTER TABLE "pet" ADD COLUMN "age" INT',
        'ALTER TABLE "pet" ADD COLUMN "age" INT NOT NULL DEFAULT 0',
        'ALTER TABLE "pet" ADD CONSTRAINT "u" UNIQUE ("name")',
        'COMMENT ON COLUMN "pet"."age" IS \'in years; DROP TABLE pet\'',
        "UPDATE pet SET age = 0 WHERE age IS NULL",
        "-- a remark",
        "--\n-- Create model Pet\n--",
    ],
)
def test_adding_is_allowed(statement: str) -> None:
    check_additive("0002_pets", [statement])


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE TABLE "new__pet" ("id" INT)',
        'INSERT INTO "new__pet" SELECT * FROM "pet"',
        'DROP TABLE "pet"',
        'ALTER TABLE "new__pet" RENAME TO "pet"',
        'ALTER TABLE "pet" RENAME COLUMN "name" TO "title"',
        'ALTER TABLE "pet" DROP COLUMN "age"',
        'ALTER TABLE "pet" ALTER COLUMN "age" TYPE BIGINT',
        'ALTER TABLE "pet" ALTER COLUMN "age" SET NOT NULL',
        'ALTER TABLE "pet" ADD COLUMN "age" INT NOT NULL',
        'ALTER TABLE "pet" ADD COLUMN "age" INT NOT NULL /* DEFAULT 0 */',
        'ALTER TABLE "pet" ADD COLUMN "age" VARCHAR(9) NOT NULL CHECK (age <> \' DEFAULT \')',
        "DELETE FROM pet",
        "TRUNCATE pet",
        "CREATE INDEX i ON pet (name); drop table home",
        f"-- {NOT_SQL}",
    ],
)
def test_anything_else_is_refused_by_name(statement: str) -> None:
    with pytest.raises(NotAdditiveError, match="0002_pets"):
        check_additive("0002_pets", [statement])
