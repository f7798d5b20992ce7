"""A deployment as columns: Parquet files for DuckDB and polars, and replays made from them."""
