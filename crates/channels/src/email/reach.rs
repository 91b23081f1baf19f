//! Which addresses are out in the internet, and which belong to this machine or its network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one that anybody in the internet may connect to.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let of_this_network = a == 0;
    let shared = a == 100 && b & 0b1100_0000 == 64;
    let assigned_by_protocols = a == 192 && b == 0 && c == 0;
    let benchmarking = a == 198 && b & 0b1111_1110 == 18;
    let reserved = a >= 240;
    !(of_this_network
        || shared
        || assigned_by_protocols
        || benchmarking
        || reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [first, second, ..] = segments;
    let site_local = first & 0xffc0 == 0xfec0;
    if site_local
        || address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
    {
        return false;
    }
    // A translator on the way takes these to the IPv4 address that stands in them.
    let [.., high, low] = segments;
    let translated = matches!(segments, [0x64, 0xff9b, ..] | [0, 0, 0, 0, 0, 0, _, _]);
    if translated {
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    if first == 0x2002 {
        let [_, high, low, ..] = segments;
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    let teredo = first == 0x2001 && second == 0;
    !teredo
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for address in ["203.0.114.9", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"] {
            assert!(public(address), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:192.168.1.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }
}
