insert into book (id, title, author, price) values
    (1, 'Dubliners', 'Joyce', 1200),
    (2, 'Ulysses', 'Joyce', 2400),
    (3, 'Emma', 'Austen', 900);
