-- What the shop shows of itself: one draft, and every version that it published. The registry shows the newest.
CREATE TABLE brand_drafts (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  brand TEXT NOT NULL,
  author TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE brand_versions (
  version INTEGER PRIMARY KEY,
  brand TEXT NOT NULL,
  author TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  -- The version that this one brings back.
  restores INTEGER REFERENCES brand_versions (version)
) STRICT;

-- Drawn from the logo by the browser of whoever sets the brand up; named by what they hold.
CREATE TABLE brand_images (
  hash TEXT PRIMARY KEY,
  png TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
