//! Texts as amounts of memory.

use super::parse_number;

/// An amount of memory as `GOMEMLIMIT`, Kubernetes and people write it, in bytes: `512MiB`, `512Mi`, `1.5GB`, `536870912`. `None`
/// for what is no such thing, and for less than a byte.
pub fn parse_bytes(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let factor = match unit.strip_suffix('b').unwrap_or(&unit) {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        "g" => 1e9,
        "t" => 1e12,
        "ki" => 1024.0,
        "mi" => 1_048_576.0,
        "gi" => 1_073_741_824.0,
        "ti" => 1_099_511_627_776.0,
        _ => return None,
    };
    let bytes = parse_number(number)? * factor;
    (1.0..9e18).contains(&bytes).then_some(bytes as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_as_go_and_kubernetes_write_it() {
        for (text, bytes) in [
            ("512MiB", 512 << 20),
            ("512Mi", 512 << 20),
            (" 2 Gi ", 2 << 30),
            ("1.5GB", 1_500_000_000),
            ("200M", 200_000_000),
            ("536870912", 536_870_912),
            ("4096B", 4096),
        ] {
            assert_eq!(parse_bytes(text), Some(bytes), "{text}");
        }
        for text in ["", "MiB", "x", "-1", "12 parsecs", "0", "1e30TB", "1..5"] {
            assert_eq!(parse_bytes(text), None, "{text}");
        }
    }
}
