interface QrImageProps {
  /** An SVG document. */
  svg: string;
  /** What it holds, for those who do not see it. */
  label: string;
}

/** A QR code, dark on white in both themes: that is what cameras read. */
export function QrImage({ svg, label }: QrImageProps) {
  return (
    <img
      src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`}
      alt={label}
      width={176}
      height={176}
      className="rounded-md border border-border"
    />
  );
}
