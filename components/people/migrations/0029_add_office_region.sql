-- In which province, regency or district an office lies: some holidays are of one region only.
ALTER TABLE office ADD COLUMN region TEXT
