from markupsafe import Markup


def draw_bars(entries, unit="", top=None):
    """Draw horizontal bars: this period dark, the one before light.

    :param entries: list of (name, value now, value before)
    :return: SVG as Markup; names are escaped
    """
    if not entries:
        return Markup()
    top = top or max(1, *[max(now, before) for _name_, now, before in entries])
    step, left, room = 17, 150, 280
    parts = []
    for index, (name, now, before) in enumerate(entries):
        y = index * step
        parts.append(
            Markup(
                '<text x="{tx}" y="{ty}" text-anchor="end">{name}</text>'
                '<rect x="{x}" y="{y}" width="{now:.1f}" height="7" fill="#1f3a5f"/>'
                '<rect x="{x}" y="{y2}" width="{before:.1f}" height="4" fill="#b5c3d6"/>'
                '<text x="{vx:.1f}" y="{ty}">{value}</text>'
            ).format(
                tx=left - 5,
                ty=y + 8,
                name=name if len(name) <= 30 else f"{name[:29]}…",
                x=left,
                y=y + 1,
                y2=y + 9,
                now=room * now / top,
                before=room * before / top,
                vx=left + room * max(now, before) / top + 4,
                value=f"{now}{unit}",
            )
        )
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 {height}" width="480"'
        ' height="{height}" font-size="8" font-family="Paper">{parts}</svg>'
    ).format(height=len(entries) * step + 2, parts=Markup().join(parts))
