//! Tests of `syscalls`.
