//! Tests of `last_error`.
