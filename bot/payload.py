"""What the fields of a button's data may hold: anybody can send anything (T3)."""

from typing import Annotated

from pydantic import Field

Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,16}$")]  # as the column is wide
Id = Annotated[int, Field(ge=0, le=2**53)]  # every database holds it
Version = Annotated[int, Field(ge=1, le=99_999)]  # of a complaint
Minute = Annotated[int, Field(ge=0, le=99_999_999)]  # since 1970: until 2160
Moment = Annotated[int, Field(ge=0, le=9_999_999_999)]  # seconds since 1970: until 2286
