//! Tests of `option`.
