class OrdersController < ApplicationController
  def vouchers
    render json: Voucher.where(active: true).to_a
  end

  def ratings
    render json: Product.where("rating > 3").to_a
  end

  def hold
    Product.connection.execute("SELECT pg_sleep(1.8)")
    head :ok
  end

  def signup
    Customer.create!(email: params.require(:email))
    head :ok
  end

  def total
    render json: OrderTotals.total(params[:empty] ? nil : [{ price: 12 }])
  end

  def share
    render json: OrderTotals.share(100, Integer(params.fetch(:parts, "4")))
  end

  def import
    render json: FeedImport.run
  end

  def invoice
    InvoiceWriter.write(ENV.fetch("INVOICE", "/srv/shop/rails/private/42.txt"))
    head :ok
  end

  def checkout
    order = { lines: [] }
    render json: order.fetch(:customer)
  end
end
