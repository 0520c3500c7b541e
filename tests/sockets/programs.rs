//! Tests of `programs`.
