//! Tests of `socket`.
