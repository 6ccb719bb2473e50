//! The checksum of gzip and zip (CRC-32, RFC 1952).

/// The polynomial, its lowest bit first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// Sums bytes up as they come.
///
/// Eight bytes are looked up at a time. The tables are computed when they are needed: in the wasm they would be 8 KB that
/// nothing compresses.
pub(super) struct Crc {
    /// Of a byte, what it and so many zero bytes behind it add.
    tables: Box<[[u32; 256]; 8]>,
    register: u32,
    amount: u32,
}

impl Default for Crc {
    #[allow(clippy::indexing_slicing, reason = "A byte is less than 256")]
    fn default() -> Self {
        let mut tables = Box::new([[0; 256]; 8]);
        for byte in 0..256 {
            let mut value = byte as u32;
            for table in tables.iter_mut() {
                for _ in 0..8 {
                    value = if value & 1 == 1 { value >> 1 ^ POLYNOMIAL } else { value >> 1 };
                }
                table[byte] = value;
            }
        }
        Self { tables, register: !0, amount: 0 }
    }
}

impl Crc {
    #[allow(clippy::indexing_slicing, reason = "A byte is less than 256")]
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &*self.tables;
        let (eights, rest) = bytes.as_chunks::<8>();
        let mut register = self.register;
        for &[a, b, c, d, e, f, g, h] in eights {
            let [a, b, c, d] = (register ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
            register = t7[usize::from(a)]
                ^ t6[usize::from(b)]
                ^ t5[usize::from(c)]
                ^ t4[usize::from(d)]
                ^ t3[usize::from(e)]
                ^ t2[usize::from(f)]
                ^ t1[usize::from(g)]
                ^ t0[usize::from(h)];
        }
        for &byte in rest {
            register = register >> 8 ^ t0[usize::from(register as u8 ^ byte)];
        }
        self.register = register;
        self.amount = self.amount.wrapping_add(bytes.len() as u32);
    }

    /// The checksum of what has come.
    pub(super) fn sum(&self) -> u32 {
        !self.register
    }

    /// How many bytes have come; their lower 32 bits, as gzip has them.
    pub(super) fn amount(&self) -> u32 {
        self.amount
    }

    /// Begins anew.
    pub(super) fn reset(&mut self) {
        (self.register, self.amount) = (!0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_as_the_standard_says() {
        let mut crc = Crc::default();
        crc.update(b"123456789");
        assert_eq!((crc.sum(), crc.amount()), (0xcbf4_3926, 9));
        crc.reset();
        assert_eq!((crc.sum(), crc.amount()), (0, 0));
    }

    proptest! {
        #[test]
        fn any_parts_sum_up_as_elsewhere(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..6)) {
            let (mut ours, mut theirs) = (Crc::default(), flate2::Crc::new());
            for part in &parts {
                ours.update(part);
                theirs.update(part);
            }
            prop_assert_eq!((ours.sum(), ours.amount()), (theirs.sum(), theirs.amount()));
        }
    }
}
