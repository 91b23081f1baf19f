//! A webhook of an API channel.

#![no_main]

use channels::hooks;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let _ = hooks::read(raw);
});
