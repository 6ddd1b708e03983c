"""Tortoise's two database clients, made safe against cancellation, closing and lost connections.

Tortoise's migration executor chooses its dialect by the module name: keep `sqlite` and `asyncpg`.
"""
