//! An empty registry hive (regf), to apply registry files to with hivexregedit: a header block, and a block of cells with
//! the root key and its security.

/// The bytes of an empty hive.
pub(super) fn empty() -> Vec<u8> {
    let mut header = vec![0_u8; 4096];
    header[..4].copy_from_slice(b"regf");
    for (at, number) in [
        (4, 1_u32),
        (8, 1),
        (20, 1),
        (24, 5),
        (32, 1),
        (36, 32),
        (40, 4096),
        (44, 1),
    ] {
        put(&mut header, at, number);
    }
    let sum = header[..508]
        .chunks(4)
        .map(|it| u32::from_le_bytes(it.try_into().unwrap()))
        .fold(0, |sum, it| sum ^ it);
    put(&mut header, 508, sum);

    let mut block = vec![0_u8; 4096];
    block[..4].copy_from_slice(b"hbin");
    put(&mut block, 8, 4096);
    let none = u32::MAX;
    let mut key = vec![0_u8; 76];
    key[..2].copy_from_slice(b"nk");
    // Root key, cannot be deleted, name in bytes.
    key[2] = 0x2c;
    // SK's cell comes next.
    let security = 32 + cell_size(80);
    for (at, number) in [
        (16, none),
        (28, none),
        (32, none),
        (40, none),
        (44, security),
        (48, none),
        (72, 4),
    ] {
        put(&mut key, at, number);
    }
    key.extend(b"ROOT");
    cell(&mut block, 32, &key);
    let descriptor = descriptor();
    let mut data = vec![0_u8; 20];
    data[..2].copy_from_slice(b"sk");
    let length = u32::try_from(descriptor.len()).unwrap();
    for (at, number) in [(4, security), (8, security), (12, 1), (16, length)] {
        put(&mut data, at, number);
    }
    data.extend(descriptor);
    cell(&mut block, security, &data);
    let free = security + cell_size(u32::try_from(data.len()).unwrap());
    put(&mut block, free as usize, 4096 - free);
    [header, block].concat()
}

/// Everything for the system's account, which also owns it.
fn descriptor() -> Vec<u8> {
    let system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    let mut rule = vec![0, 2, 20, 0];
    rule.extend(0x000f_003f_u32.to_le_bytes());
    rule.extend(system);
    let mut list = vec![2, 0, 28, 0, 1, 0, 0, 0];
    list.extend(rule);
    let mut all = vec![1, 0, 4, 0x80];
    for at in [20_u32, 32, 0, 44] {
        all.extend(at.to_le_bytes());
    }
    [all, system.to_vec(), system.to_vec(), list].concat()
}

/// A cell's length with its size, in steps of eight.
const fn cell_size(length: u32) -> u32 {
    (4 + length).div_ceil(8) * 8
}

fn cell(block: &mut [u8], at: u32, data: &[u8]) {
    let size = cell_size(u32::try_from(data.len()).unwrap());
    // A cell in use has its size below zero.
    put(block, at as usize, size.wrapping_neg());
    block[at as usize + 4..][..data.len()].copy_from_slice(data);
}

fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}
