package io.cacheado.examples.storefront;

/** The kinds of request that the shop serves, each with the statement that answers it. */
enum Request {
    BEST_SELLERS("best sellers of the store", """
            select s."product_id", p."product_name", sum(s."unit_sales") as "units"
            from "sales_fact_1998" s join "product" p on p."product_id" = s."product_id"
            where s."store_id" = ?
            group by s."product_id", p."product_name"
            order by "units" desc, s."product_id" limit ?"""),

    ALSO_BOUGHT("also bought in the store", """
            select r."product_id", p."product_name", r."times" from (
              select b."product_id", count(*) as "times"
              from "sales_fact_1998" a join "sales_fact_1998" b
                on b."customer_id" = a."customer_id" and b."store_id" = a."store_id"
                and b."time_id" = a."time_id" and b."product_id" <> a."product_id"
              where a."store_id" = ? and a."product_id" = ?
              group by b."product_id"
              order by "times" desc, b."product_id" limit ?) r
            join "product" p on p."product_id" = r."product_id"
            order by r."times" desc, r."product_id\""""),

    RECOMMENDATIONS("recommendations", """
            select r."product_id", p."product_name", r."times" from (
              select c."product_id", count(*) as "times"
              from (
                select "store_id", "customer_id", "product_id" from "sales_fact_1998"
                where "store_id" = ? and "customer_id" = ?
                order by "time_id" desc, "product_id" limit 10) a
              join "sales_fact_1998" b
                on b."product_id" = a."product_id" and b."store_id" = a."store_id"
                and b."customer_id" <> a."customer_id"
              join "sales_fact_1998" c
                on c."customer_id" = b."customer_id" and c."time_id" = b."time_id"
              group by c."product_id"
              order by "times" desc, c."product_id" limit ?) r
            join "product" p on p."product_id" = r."product_id"
            order by r."times" desc, r."product_id\""""),

    PRODUCT("product details", """
            select p."product_id", p."product_name", p."brand_name", c."product_category", p."SRP"
            from "product" p join "product_class" c on c."product_class_id" = p."product_class_id"
            where p."product_id" = ?"""),

    HISTORY("purchases of the customer", """
            select o."time_id", p."product_name", p."SRP" from (
              select "id", "time_id", "product_id" from "orders"
              where "store_id" = ? and "customer_id" = ?
              order by "store_id" desc, "customer_id" desc, "time_id" desc, "id" desc limit ?) o
            join "product" p on p."product_id" = o."product_id"
            order by o."id" desc"""),

    BASKET("basket of the visit", """
            select count(*), coalesce(sum(p."SRP"), 0)
            from "orders" o join "product" p on p."product_id" = o."product_id"
            where o."store_id" = ? and o."customer_id" = ? and o."time_id" = ?"""),

    BUY("sale", """
            insert into "orders" ("store_id", "customer_id", "time_id", "product_id") values (?, ?, ?, ?)""");

    private final String label;
    private final String sql;

    Request(String label, String sql) {
        this.label = label;
        this.sql = sql;
    }

    String label() {
        return label;
    }

    String sql() {
        return sql;
    }
}
