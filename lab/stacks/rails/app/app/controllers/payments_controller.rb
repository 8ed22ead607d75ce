class PaymentsController < ApplicationController
  def pay
    render json: PaymentGateway.charge(params[:what])
  end

  def basket
    render json: Basket.load("42")
  end
end
