package shop;

import java.util.List;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The books in the database, behind the cache. */
@Repository
public class Books {
    private final JdbcClient database;

    public Books(JdbcClient database) {
        this.database = database;
    }

    /** One of all callers in the fleet asks the database; the others wait for its answer. */
    @Cacheable(cacheNames = "book", sync = true)
    public Book book(long id) {
        return database.sql("select * from book where id = ?").param(id).query(Book.class).single();
    }

    @Cacheable("books-by-author")
    public List<Book> byAuthor(String author) {
        return database.sql("select * from book where author = ? order by id").param(author).query(Book.class).list();
    }

    /** Its own item goes, and every list, since nobody knows which of them have the book. */
    @Caching(evict = {
        @CacheEvict(cacheNames = "book", key = "#id"),
        @CacheEvict(cacheNames = "books-by-author", allEntries = true)
    })
    public void changePrice(long id, long price) {
        database.sql("update book set price = ? where id = ?").params(price, id).update();
    }
}
