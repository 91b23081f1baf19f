//! Photos that customers send, drawn by the dice: a cup with a crack on a table.

use crate::dice::Dice;

const WIDTH: i32 = 320;
const HEIGHT: i32 = 240;

type Colour = [u8; 3];

/// A PNG of a broken cup; `None` when it cannot be encoded.
pub(super) fn broken_cup(dice: &mut Dice) -> Option<Vec<u8>> {
    let glazes: [Colour; 4] = [[214, 205, 190], [120, 150, 168], [168, 120, 96], [96, 122, 100]];
    let glaze = dice.pick(&glazes).copied()?;
    let crack = crack(dice);
    let tilt = i32::try_from(dice.between(-12, 12)).unwrap_or(0);
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let noise = u8::try_from(dice.below(7)).unwrap_or(0);
            let colour = cup(x - tilt, y, glaze, &crack);
            pixels.extend(colour.map(|channel| channel.saturating_add(noise)));
        }
    }
    encode(&pixels)
}

/// Half-width of the crack's line and its horizontal place per row of the cup.
fn crack(dice: &mut Dice) -> Vec<i32> {
    let mut at = 150 + i32::try_from(dice.below(30)).unwrap_or(0);
    let mut path = Vec::with_capacity(120);
    for _ in 0..120 {
        at += i32::try_from(dice.between(-2, 2)).unwrap_or(0);
        path.push(at);
    }
    path
}

fn cup(x: i32, y: i32, glaze: Colour, crack: &[i32]) -> Colour {
    let table: Colour = if y > 150 { [150, 112, 78] } else { [228, 224, 216] };
    let shade = |colour: Colour, by: i32| {
        colour.map(|channel| u8::try_from(i32::from(channel) - by).unwrap_or(0))
    };
    // Rim and mouth.
    let ellipse = |cx: i32, cy: i32, rx: i32, ry: i32| {
        let (dx, dy) = ((x - cx) * ry, (y - cy) * rx);
        dx * dx + dy * dy <= rx * rx * ry * ry
    };
    if ellipse(160, 75, 58, 13) {
        return shade(glaze, 70);
    }
    let depth = y - 75;
    let half = 65 - depth / 8;
    let body = (0..120).contains(&depth) && (x - 160).abs() <= half;
    if body || ellipse(160, 75, 65, 17) || ellipse(160, 195, 50, 12) {
        let on_crack = usize::try_from(depth).ok().and_then(|row| crack.get(row));
        if on_crack.is_some_and(|at| (x - at).abs() <= 1) {
            return [40, 30, 28];
        }
        return shade(glaze, (x - 120).max(0) / 3);
    }
    let handle = ellipse(232, 125, 30, 36) && !ellipse(232, 125, 19, 25);
    if handle { shade(glaze, 45) } else { table }
}

fn encode(pixels: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH.cast_unsigned(), HEIGHT.cast_unsigned());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_a_png_of_modest_size_and_differs() {
        let one = broken_cup(&mut Dice::new(1, 1)).unwrap();
        let two = broken_cup(&mut Dice::new(2, 1)).unwrap();
        assert_ne!(one, two);
        assert!(one.len() < 300_000, "{}", one.len());
        let reader = png::Decoder::new(std::io::Cursor::new(one)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (320, 240));
    }
}
