#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backchat_testkit::property::check("baseline", bytes));
