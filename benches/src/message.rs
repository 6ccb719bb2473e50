//! As much of protobuf as a profile needs, written as Go's runtime writes it: fields of value 0 are left out, lists of
//! up to two numbers are not packed.

/// The bytes of a message that grows.
#[derive(Debug, Default)]
pub(crate) struct Message {
    bytes: Vec<u8>,
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn varint_len(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

impl Message {
    /// What was written since it was last emptied.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    fn key(&mut self, field: u32, wire_type: u32) {
        put_varint(&mut self.bytes, u64::from(field << 3 | wire_type));
    }

    /// A number, even if it is 0.
    pub(crate) fn uint(&mut self, field: u32, value: u64) {
        self.key(field, 0);
        put_varint(&mut self.bytes, value);
    }

    /// A number that is left out if it is 0.
    pub(crate) fn uint_opt(&mut self, field: u32, value: u64) {
        if value != 0 {
            self.uint(field, value);
        }
    }

    /// Numbers, packed if they are more than two.
    pub(crate) fn uints(&mut self, field: u32, values: &[u64]) {
        if values.len() <= 2 {
            values.iter().for_each(|&value| self.uint(field, value));
            return;
        }
        self.key(field, 2);
        put_varint(&mut self.bytes, values.iter().map(|&value| varint_len(value) as u64).sum());
        values.iter().for_each(|&value| put_varint(&mut self.bytes, value));
    }

    /// A text, even if it is empty.
    pub(crate) fn text(&mut self, field: u32, text: &str) {
        self.length_delimited(field, text.as_bytes());
    }

    /// A message inside this one.
    pub(crate) fn message(&mut self, field: u32, fill: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        fill(self);
        // The length stands before the content, and is known after it. Most are below 128: one byte.
        let len = self.bytes.len() - start;
        let mut head = Vec::with_capacity(4);
        put_varint(&mut head, u64::from(field << 3 | 2));
        put_varint(&mut head, len as u64);
        self.bytes.splice(start..start, head);
    }

    fn length_delimited(&mut self, field: u32, bytes: &[u8]) {
        self.key(field, 2);
        put_varint(&mut self.bytes, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_bytes_of_protobuf() {
        let mut message = Message::default();
        message.message(2, |message| {
            message.uints(1, &[1, 300, 1 << 40]);
            message.uints(2, &[5, 0]);
            message.uint_opt(3, 0);
        });
        message.text(6, "");
        let packed = [0x0a, 9, 1, 0xac, 0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
        let wanted = [&[0x12, 15][..], &packed, &[0x10, 5, 0x10, 0], &[0x32, 0]].concat();
        assert_eq!(message.bytes(), wanted);
    }

    #[test]
    fn lengths_of_varints_are_what_is_written() {
        for value in
            (0..64).map(|shift| 1_u64 << shift).flat_map(|power| [power - 1, power]).chain([u64::MAX])
        {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            assert_eq!(bytes.len(), varint_len(value), "{value}");
        }
    }
}
