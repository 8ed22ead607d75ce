class ProductsController < ApplicationController
  def index
    render json: Product.limit(5).map(&:name)
  end

  def show
    render json: Product.find(params[:id])
  end

  def transfer
    Product.transaction do
      Product.lock.find(params[:from])
      sleep 0.5
      Product.lock.find(params[:to])
    end
    head :ok
  end
end
