create table book (
    id bigint primary key,
    title varchar(200) not null,
    author varchar(100) not null,
    price bigint not null,
    currency varchar(3) not null default 'EUR'
);
