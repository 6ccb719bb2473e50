//! gzip as Go writes it and as others do, zstd, and what is wrong with files of either.

use std::io::Write as _;

use airflame::pprof::{DecodeErrorKind, encode_raw, open_slice};

use crate::fixtures;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn raw() -> Vec<u8> {
    fixtures::fixture("leaky-rate4096/heap-6.pb.gz").inflated()
}

/// The offset and kind of the error, or else that the file was read right.
fn open(file: &[u8]) -> Result<(), (u64, &'static str, DecodeErrorKind)> {
    let decoded = open_slice(file).map_err(|error| (error.offset, error.context, error.kind))?;
    assert!(encode_raw(&decoded.profile) == encode_raw(&open_slice(&raw()).unwrap().profile));
    Ok(())
}

#[test]
fn any_compression_is_read() {
    let raw = raw();
    let (first, second) = raw.split_at(raw.len() / 3);
    assert_eq!(open(&gzip(&raw)), Ok(()));
    assert_eq!(open(&[gzip(first), gzip(&[]), gzip(second)].concat()), Ok(()));
    assert_eq!(open(&zstd(&raw)), Ok(()));
    assert_eq!(open(&[zstd(first), zstd(second)].concat()), Ok(()));
    let skippable = [0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    assert_eq!(open(&[zstd(first), skippable.to_vec(), zstd(second), skippable.to_vec()].concat()), Ok(()));
}

#[test]
fn what_is_compressed_twice_is_read() {
    let raw = raw();
    assert_eq!(open(&gzip(&gzip(&raw))), Ok(()));
    assert_eq!(open(&gzip(&zstd(&raw))), Ok(()));
    // What is wrong with the inner one cannot be at a byte of the file.
    let inner = gzip(&raw);
    let error = open_slice(&gzip(&inner[..inner.len() - 9])).unwrap_err();
    assert_eq!((error.offset, &error.kind), (inner.len() as u64 - 9, &DecodeErrorKind::CompressedDataCut));
    let end = format!("at byte {} of what they inflate to first)", inner.len() - 9);
    assert!(error.to_string().ends_with(&end), "{error}");
    let (_, _, kind) = open(&gzip(&gzip(&gzip(&raw)))).unwrap_err();
    assert_eq!(kind.to_string(), "this is no profile but a packed file (gzip, more than twice)");
}

#[test]
fn every_part_of_a_gzip_header_is_read() {
    let raw = raw();
    let file =
        flate2::GzBuilder::new().filename("heap.pb").comment("a heap profile").extra(vec![7; 300]).mtime(1);
    let mut writer = file.write(Vec::new(), flate2::Compression::fast());
    writer.write_all(&raw).unwrap();
    let file = writer.finish().unwrap();
    assert_eq!(open(&file), Ok(()));

    // With a checksum of the header, right and wrong.
    let header_end = 10 + 2 + 300 + "heap.pb\0a heap profile\0".len();
    let (mut header, body) = (file[..header_end].to_vec(), &file[header_end..]);
    header[3] |= 2;
    let mut crc = flate2::Crc::new();
    crc.update(&header);
    let sum = (crc.sum() as u16).to_le_bytes();
    assert_eq!(open(&[header.as_slice(), &sum, body].concat()), Ok(()));
    let wrong = [sum[0] ^ 1, sum[1]];
    let (offset, _, kind) = open(&[header.as_slice(), &wrong, body].concat()).unwrap_err();
    assert_eq!((offset, kind), (header_end as u64 + 1, DecodeErrorKind::GzipHeader));
}

#[test]
fn a_cut_file_is_named_wherever_it_is_cut() {
    for file in [gzip(&raw()), zstd(&raw())] {
        for end in (1..30).chain([file.len() / 2, file.len() - 9, file.len() - 3, file.len() - 1]) {
            let (offset, context, kind) = open(&file[..end]).unwrap_err();
            if end >= 4 || file[0] == 0x1f && end >= 2 {
                assert_eq!(
                    (offset, kind),
                    (end as u64, DecodeErrorKind::CompressedDataCut),
                    "{context} {end}"
                );
            }
        }
    }
}

#[test]
fn what_follows_compressed_data_is_named() {
    for file in [gzip(&raw()), zstd(&raw())] {
        let end = file.len() as u64;
        let with =
            |tail: &[u8]| open(&[file.as_slice(), tail].concat()).map_err(|(offset, _, kind)| (offset, kind));
        assert_eq!(with(b"\n<!-- took 3 ms -->"), Err((end, DecodeErrorKind::TrailingBytes)));
        assert_eq!(with(&[0; 512]), Err((end, DecodeErrorKind::TrailingBytes)));
        let cut = Err((end + 3, DecodeErrorKind::CompressedDataCut));
        assert_eq!(with(&file[..3]), cut);
    }
}

#[test]
fn a_wrong_checksum_or_length_is_named() {
    let mut file = gzip(&raw());
    let trailer = file.len() - 8;
    file[trailer] ^= 1;
    let (offset, context, kind) = open(&file).unwrap_err();
    assert_eq!((offset, context), (trailer as u64, "gzip trailer"));
    assert!(matches!(kind, DecodeErrorKind::Checksum { .. }), "{kind}");
    file[trailer] ^= 1;
    file[trailer + 5] ^= 1;
    let (offset, _, kind) = open(&file).unwrap_err();
    assert_eq!(offset, trailer as u64 + 4);
    assert!(matches!(kind, DecodeErrorKind::InflatedLength { .. }), "{kind}");

    let mut file = zstd(&raw());
    let last = file.len() - 1;
    file[last] ^= 1;
    let (offset, context, kind) = open(&file).unwrap_err();
    assert_eq!((offset, context), (last as u64 - 3, "zstd checksum"));
    assert!(matches!(kind, DecodeErrorKind::Checksum { .. }), "{kind}");
}
