//! The libFuzzer target for address strings.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    let fault = php_sockets_fuzz::addresses::fault(text);
    assert!(fault.is_none(), "{}", fault.unwrap_or_default());
});
