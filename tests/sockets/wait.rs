//! Tests of `wait`.
