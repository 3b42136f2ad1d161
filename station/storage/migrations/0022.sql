-- How heads were held in portraits that were sealed, by the camera that took them: degrees, of nobody. From these each
-- camera's zero of pitch is learnt; a technician forgets them when a camera was moved. The newest count.
CREATE TABLE camera_pitch (
    id      INTEGER PRIMARY KEY,
    camera  TEXT NOT NULL,
    degrees REAL NOT NULL
) STRICT;

CREATE INDEX camera_pitch_of ON camera_pitch (camera, id)
