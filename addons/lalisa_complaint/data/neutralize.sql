-- Links that citizens hold open nothing on a copy, and a telephone that is not the office's rings for nobody.
DELETE FROM lalisa_tracking;
