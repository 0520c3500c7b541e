//! Tests of `constants`.
