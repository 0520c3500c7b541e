//! The libFuzzer target for control messages.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let fault = php_sockets_fuzz::control::fault(input);
    assert!(fault.is_none(), "{}", fault.unwrap_or_default());
});
