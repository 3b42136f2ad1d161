"""Light theme: calm greys, one blue. Made for a bright desk with glare."""

from ui.theme.tokens import Colours, Theme

LIGHT = Theme(
    "light",
    Colours(
        surface="#F3F5F7",
        raised="#FFFFFF",
        sunken="#E9EDF1",
        line="#D6DCE2",
        edge="#76838F",
        text="#17212B",
        muted="#465462",
        accent="#0E4C85",
        accent_strong="#083863",
        accent_soft="#E4EEF8",
        on_accent="#FFFFFF",
        ok="#115F33",
        ok_soft="#E4F3EA",
        warn="#A25B00",
        warn_soft="#FDF1DE",
        error="#780B17",
        error_soft="#FBE8EA",
        info="#0E4C85",
        info_soft="#E4EEF8",
        focus="#1F78C8",
        mode_demo="#F2B84B",
        on_mode_demo="#2B1D00",
        mode_production="#0E4C85",
        on_mode_production="#FFFFFF",
        stage="#1C252E",
        on_stage="#F3F5F7",
    ),
)
