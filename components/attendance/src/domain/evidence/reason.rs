//! What can be odd about a punch, and how that is said.

use ngantor_core::lang::{Lang, Text};
use serde::{Deserialize, Serialize};

/// What is odd about a punch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = EvidenceReason))]
pub enum Reason {
    /// The fix was old at the tap; in seconds.
    StalePosition,
    /// The fix was not exact; in metres.
    VaguePosition,
    /// From the fix of the punch before nobody gets there in time; in km/h.
    ImpossibleTravel,
    /// The same coordinates to the last digit on earlier days as well; in days.
    FrozenPosition,
    /// The same coordinates to the last digit as other people; in other people.
    SharedPosition,
    /// A device on which other people clock as well; in other people.
    SharedDevice,
    /// It counts from the device's claim, and was received long after it; in minutes.
    LateClaim,
    /// Its zone is not that of the person's office, and nobody approved travel or flexible work; in
    /// minutes between the clocks.
    OtherZone,
    /// It says to be at an office, and its position is not; in metres at the least.
    OutsideOffice,
    /// Days in a row on which no punch has a position; in days.
    MissingPosition,
}

impl Reason {
    pub(super) const ALL: [Self; 10] = [
        Self::StalePosition,
        Self::VaguePosition,
        Self::ImpossibleTravel,
        Self::FrozenPosition,
        Self::SharedPosition,
        Self::SharedDevice,
        Self::LateClaim,
        Self::OtherZone,
        Self::OutsideOffice,
        Self::MissingPosition,
    ];

    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StalePosition => "stale_position",
            Self::VaguePosition => "vague_position",
            Self::ImpossibleTravel => "impossible_travel",
            Self::FrozenPosition => "frozen_position",
            Self::SharedPosition => "shared_position",
            Self::SharedDevice => "shared_device",
            Self::LateClaim => "late_claim",
            Self::OtherZone => "other_zone",
            Self::OutsideOffice => "outside_office",
            Self::MissingPosition => "missing_position",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    const fn text(self) -> Text {
        match self {
            Self::StalePosition => Text::new(
                "Posisi sudah berumur {found} detik saat ketukan; diharapkan paling lama \
                 {expected} detik. Bisa terjadi di dalam gedung.",
                "The position was {found} s old at the tap; at most {expected} s is expected. It \
                 happens inside buildings.",
            ),
            Self::VaguePosition => Text::new(
                "Ketelitian posisi {found} m; diharapkan paling jauh {expected} m. Komputer tanpa \
                 GPS sering begitu.",
                "The position is exact to {found} m; at most {expected} m is expected. Computers \
                 without GPS are often so.",
            ),
            Self::ImpossibleTravel => Text::new(
                "Dari posisi ketukan sebelum atau sesudahnya orang harus bergerak {found} km/jam; \
                 diharapkan paling cepat {expected}.",
                "From the position of the punch before or after it somebody would have to move at \
                 {found} km/h; at most {expected} is expected.",
            ),
            Self::FrozenPosition => Text::new(
                "Koordinatnya sama persis dengan {found} hari sebelumnya; mulai {expected} hari \
                 perlu dilihat. GPS hampir tidak pernah begitu, komputer meja bisa.",
                "The coordinates are exactly those of {found} earlier days; from {expected} on \
                 somebody should look. GPS is hardly ever so, a desktop computer may be.",
            ),
            Self::SharedPosition => Text::new(
                "Koordinatnya sama persis dengan {found} orang lain; mulai {expected} orang perlu \
                 dilihat.",
                "The coordinates are exactly those of {found} other people; from {expected} on \
                 somebody should look.",
            ),
            Self::SharedDevice => Text::new(
                "Di perangkat ini {found} orang lain juga mengetuk. Perangkat bersama bisa saja \
                 wajar.",
                "{found} other people clock on this device as well. A shared device may be all \
                 right.",
            ),
            Self::LateClaim => Text::new(
                "Ketukan diterima {found} menit setelah waktu yang disebut perangkat; mulai \
                 {expected} menit perlu dilihat. Tanpa jaringan itu wajar.",
                "The punch was received {found} min after the time that the device tells; from \
                 {expected} min on somebody should look. Without a network that is all right.",
            ),
            Self::OtherZone => Text::new(
                "Zona waktunya berbeda {found} menit dari kantornya, tanpa dinas atau kerja \
                 fleksibel yang disetujui; mulai {expected} menit perlu dilihat. Jam dan tanggal \
                 hari itu dihitung menurut zona ini.",
                "Its zone differs by {found} min from that of the office, and no travel or \
                 flexible work is approved; from {expected} min on somebody should look. Hours and \
                 date of the day are by this zone.",
            ),
            Self::OutsideOffice => Text::new(
                "Tercatat di kantor, tetapi posisinya sedikitnya {found} m dari kantor itu; \
                 diharapkan paling jauh {expected} m. Posisi kantor bisa juga keliru.",
                "It says to be at the office, but its position is at least {found} m away; at most \
                 {expected} m is expected. The position of the office may be wrong as well.",
            ),
            Self::MissingPosition => Text::new(
                "Sudah {found} hari berturut-turut tanpa posisi; mulai {expected} hari perlu \
                 dilihat. Komputer meja sering tidak punya posisi.",
                "For {found} days in a row there is no position; from {expected} on somebody \
                 should look. Desktop computers often have none.",
            ),
        }
    }

    /// The sentence for people.
    pub fn say(self, (found, expected): (i64, i64), lang: Lang) -> String {
        let text = self.text().in_lang(lang);
        text.replace("{found}", &found.to_string())
            .replace("{expected}", &expected.to_string())
    }
}
